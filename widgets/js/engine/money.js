// ISO 4217 minor units; every currency that is not named here has two decimals.
const NONE = /BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|XAF|XOF|XPF/;
const THREE = /BHD|IQD|JOD|KWD|LYD|OMR|TND/;

/**
 * Major units as people write them (12.5, "12.50") in integer minor units; null when that is no
 * number or no safe integer. Shifts the decimal point in text: 1.005 * 100 is 100.49999 in floats.
 * @param {unknown} value @param {string} currency ISO 4217
 * @returns {number | null}
 */
export function minorUnits(value, currency) {
  const decimals = NONE.test(currency) ? 0 : THREE.test(currency) ? 3 : 2;
  const minor = Math.round(Number(`${value}e${decimals}`));
  return Number.isSafeInteger(minor) ? minor : null;
}
