// Twin of collector/widgets/answers.py; tests/contract/forms.json holds both to the same answers.

/**
 * @typedef {{field: string, is?: string, not?: string, in?: string[], filled?: boolean}} Condition
 * @typedef {{all?: Condition[], any?: Condition[]}} When
 */

/** Whether a condition holds for the answers before it. @param {When | undefined} when @param {Record<string, unknown>} answers */
export function met(when, answers) {
  const holds = (/** @type {Condition} */ condition) => holdsFor(condition, answers);
  const { all = [], any = [] } = when ?? {};
  return all.every(holds) && (!any.length || any.some(holds));
}

/** @param {Condition} condition @param {Record<string, unknown>} answers */
function holdsFor(condition, answers) {
  const value = answers[condition.field];
  const said = textsOf(value);
  if (condition.filled !== undefined) return filled(value) === condition.filled;
  if (condition.in) return said.some((text) => condition.in?.includes(text));
  return condition.is === undefined
    ? !said.includes(condition.not ?? "")
    : said.includes(condition.is);
}

/** An answer as the texts it is compared by. @param {unknown} value @returns {string[]} */
function textsOf(value) {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  const text = typeof value === "object" ? "" : String(value ?? "").trim();
  return text ? [text] : [];
}

/** A box that is not ticked is no answer. @param {unknown} value */
function filled(value) {
  return typeof value === "boolean" ? value : textsOf(value).length > 0;
}
