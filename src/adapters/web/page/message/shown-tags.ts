/** Of HTML that a model writes, what is drawn as it means. All other tags are text: types in code, places to fill in, scripts. */
export const SHOWN_TAGS =
  'a abbr b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i input ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td th thead tr u ul var'.split(
    ' ',
  );
const SHOWN: ReadonlySet<string> = new Set(SHOWN_TAGS);
/** Attributes that need no value. */
const BARE = /^(?:open|checked|disabled|reversed)$/i;
const TAG = /^<\/?([a-z][a-z0-9-]*)((?:\s[^<>]*)?)>$/i;
const VALUES = /\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>]+)/g;

/** `a<b and c>d` holds no tag, though it looks like one. */
const isShown = (tag: string): boolean => {
  if (tag.startsWith('<!--')) return true;
  const [, name = '', rest = ''] = TAG.exec(tag.replace(/\s*\/>$/, '>')) ?? [];
  if (!SHOWN.has(name.toLowerCase())) return false;
  const names = rest.replaceAll(VALUES, '=').split(/\s+/);
  return names.every((each) => each === '' || each.endsWith('=') || BARE.test(each));
};

/** HTML in which every tag that would vanish is text. */
export const shownHtml = (html: string): string =>
  html.replaceAll(/<[^<>]*>?/g, (tag) => (isShown(tag) ? tag : tag.replace('<', '&lt;').replace('>', '&gt;')));
