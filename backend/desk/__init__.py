"""What a desk does: import, decide, issue, print, review, enrol. Each is one function away."""
