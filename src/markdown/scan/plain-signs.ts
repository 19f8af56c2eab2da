// The page in the browser reads this too: it imports nothing.
const DUNDERS =
  '(?:all|call|class|dict|doc|enter|eq|exit|file|getitem|hash|init|iter|len|main|name|new|next|pycache|repr|setitem|str|version)';
/** Signs that look like marks of emphasis and mean themselves: `2*3*4`, `*.ts`, `__init__`, `~5`. A part of an expression with the flags `iu`. */
export const PLAIN_SIGNS = [
  String.raw`(?<=[\p{L}\p{N})\]])\*\*(?=\d)`, // a power
  String.raw`(?<=\d)\*{1,2}(?=\d)|(?<=(?<![\p{L}\p{N}_*])[\p{L}\p{N}])\*(?=[\p{L}\p{N}](?![\p{L}\p{N}_]))`, // a product
  String.raw`(?<![\w*])\*(?=\.[a-z0-9]{1,5}(?:[\s,;:)'"]|\.\s|\.?$))|\*\*(?=\/\*)`, // names of files
  String.raw`(?<!\w)__${DUNDERS}__(?!\w)`,
  String.raw`(?<![\w_])_{3,}(?![\w_])`, // a line to write on
  String.raw`(?<!~)~(?![~/\s])(?=[^~\n]{0,200}(?<!\s)~(?!~))`, // about so much: a parser might see the beginning of struck text
].join('|');
