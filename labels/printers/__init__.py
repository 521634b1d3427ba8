"""What printers take: pages of dots as PNG, ZPL and TSPL, and the ways to a printer."""
