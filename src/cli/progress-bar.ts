const WIDEST = 30;
const NARROWEST = 5;

/** Such as `[######--------] 43 %  3 of 7`, in at most so many columns. In ASCII: block characters are two columns wide in some fonts. */
export const progressBar = (done: number, of: number, columns: number): string => {
  const share = of > 0 ? Math.min(Math.max(done / of, 0), 1) : 0;
  const figures = `${String(Math.floor(share * 100)).padStart(3)} %  ${done} of ${of}`;
  const width = Math.min(columns - figures.length - '[] '.length, WIDEST);
  if (width < NARROWEST) return figures.trimStart();
  const full = Math.floor(share * width);
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}] ${figures}`;
};
