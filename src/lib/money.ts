declare const satang: unique symbol

/** Money as a whole number of satang; 100 satang are one baht. Money is never computed in any other unit. */
export type Satang = number & { readonly [satang]: true }

/** Baht from the wire as satang. @returns null where `baht` has more than two decimals (ruling G4). */
export const toSatang = (baht: number): Satang | null => {
  const whole = Math.round(baht * 100)
  // Dividing a whole number by 100 rounds to the double nearest to the decimal, so this comparison is exact.
  return whole / 100 === baht ? (whole as Satang) : null
}

/** The result of a computation with amounts. @throws RangeError when it is not an integer that a double holds exactly */
export const wholeSatang = (amount: number): Satang => {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is no whole number of satang.`)
  return amount as Satang
}

/** Satang as the JSON number of the wire: baht with at most two decimals. */
export const toBaht = (amountSatang: Satang): number => amountSatang / 100
