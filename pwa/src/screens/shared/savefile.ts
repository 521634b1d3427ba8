/** Hand a file over to the device's own storage. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // The download has taken its own hold of the bytes by the next task.
  setTimeout(() => URL.revokeObjectURL(link.href))
}
