declare const satang: unique symbol

/** 100 satang are one baht. Money is never computed in another unit. */
export type Satang = number & { readonly [satang]: true }

/** @returns null for more than two decimals (ruling G4) */
export const toSatang = (baht: number): Satang | null => {
  const whole = Math.round(baht * 100)
  // Dividing a whole number by 100 rounds to the double nearest to the decimal, so this comparison is exact.
  return whole / 100 === baht ? (whole as Satang) : null
}

/** @throws RangeError when a double does not hold the result exactly */
export const wholeSatang = (amount: number): Satang => {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is no whole number of satang.`)
  return amount as Satang
}

export const toBaht = (amountSatang: Satang): number => amountSatang / 100
