const OPENERS = ['', 'okay ', 'okay so ', 'ok ', 'ok so ', 'alright ', 'alright so ', 'so ', 'hmm '];
const THOUGHTS = [
  'let me think',
  'let me see',
  "let's see",
  "let's think",
  'the user is',
  'the user was',
  'the user wants',
  'the user wrote',
  'the user says',
  'the user said',
  'the user asks',
  'the user asked',
  'the user has',
  'the user just',
  'i need to answer',
  'i need to figure',
  'we need to answer',
  'we need to respond',
  'we need to produce',
  'first i need to',
];
const BEGINNINGS = [
  'hmm',
  'thinking process',
  ...OPENERS.flatMap((opener) => THOUGHTS.map((thought) => opener + thought)),
];

/**
 * Do an answer's first words sound like a thought (as of DeepSeek R1, Qwen, gpt-oss) rather than like an answer? `maybe` while more is
 * needed to tell; the verdict does not depend on how much more there is.
 */
export const soundsLikeThinking = (text: string): 'yes' | 'no' | 'maybe' => {
  const words = text
    .slice(0, 80)
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[,.…!:*]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (BEGINNINGS.some((beginning) => words.startsWith(beginning))) return 'yes';
  return BEGINNINGS.some((beginning) => beginning.startsWith(words)) ? 'maybe' : 'no';
};
