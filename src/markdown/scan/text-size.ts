/** How a platform counts: Discord and Slack's blocks in UTF-16 code units, Slack's `chat.update` text in UTF-8 bytes. */
export type Measure = 'utf16' | 'utf8';

const isPair = (text: string, at: number): boolean =>
  (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;

const bytesAt = (text: string, at: number): number => {
  const unit = text.charCodeAt(at);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  return isPair(text, at) ? 4 : 3;
};

export const sizeOf = (text: string, measure: Measure): number => {
  if (measure === 'utf16') return text.length;
  let bytes = 0;
  for (let at = 0; at < text.length; at += isPair(text, at) ? 2 : 1) bytes += bytesAt(text, at);
  return bytes;
};

/** The longest beginning within `max`, in code units; never between the halves of a surrogate pair. */
export const fittingLength = (text: string, max: number, measure: Measure): number => {
  let size = 0;
  let at = 0;
  while (at < text.length) {
    const units = isPair(text, at) ? 2 : 1;
    size += measure === 'utf16' ? units : bytesAt(text, at);
    if (size > max) return at;
    at += units;
  }
  return at;
};
