/** A wish that can be waited for, and that is made any number of times until it is fulfilled. */
export class Wish {
  made = false
  #wake: (() => void) | null = null
  #coming: Promise<'wish'> | null = null

  make(): void {
    this.made = true
    this.#wake?.()
  }

  fulfil(): void {
    this.made = false
    this.#coming = null
    this.#wake = null
  }

  come(): Promise<'wish'> {
    if (this.made) return Promise.resolve('wish')
    this.#coming ??= new Promise((resolve) => {
      this.#wake = () => {
        resolve('wish')
      }
    })
    return this.#coming
  }
}
