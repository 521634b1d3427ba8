export const inspect = {}
