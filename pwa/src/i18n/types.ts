/**
 * What makes a missing translation an error of the compiler.
 *
 * The Chinese catalogue is the model. The English one must have its shape, key for key; a screen
 * may only ask for keys that exist.
 */
export type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> }

export type KeyOf<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${KeyOf<T[K]>}`
}[keyof T & string]
