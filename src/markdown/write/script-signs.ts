const SCRIPT = /<(sup|sub)>([^<>\n]{1,40})<\/\1>/iuy;

const signs = (plain: string, raised: string): ReadonlyMap<string, string> =>
  new Map(Array.from(plain, (sign, index) => [sign, Array.from(raised)[index] ?? sign]));

/** What Unicode has above and below the line. */
const SIGNS: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  sup: signs('0123456789+-−=()abcdefghijklmnoprstuvwxyz', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ'),
  sub: signs('0123456789+-−=()aehijklmnoprstuvx', '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ'),
};
const MARKS: Readonly<Record<string, string>> = { sup: '^', sub: '_' };
/** What is part of a formula; else the tags mean a note, or small letters. */
const IN_FORMULA = /^[\p{L}\p{N}+\-−=(),. ]+$/u;

/** `<sup>2</sup>` and `<sub>2</sub>` as signs, lest 10⁻³ becomes 10-3. @returns undefined where there is none */
export const scriptAt = (text: string, at: number): { text: string; to: number } | undefined => {
  SCRIPT.lastIndex = at;
  const [source, tag = '', inner = ''] = SCRIPT.exec(text) ?? [];
  if (source === undefined) return undefined;
  const name = tag.toLowerCase();
  const content = inner.trim();
  const to = at + source.length;
  const written = Array.from(content, (sign) => SIGNS[name]?.get(sign));
  if (written.every((sign) => sign !== undefined)) return { text: written.join(''), to };
  if (!IN_FORMULA.test(content)) return { text: content, to };
  return { text: (MARKS[name] ?? '') + (/^[\p{L}\p{N}]+$/u.test(content) ? content : `(${content})`), to };
};
