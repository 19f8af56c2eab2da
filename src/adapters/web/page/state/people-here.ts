const NAMES = 'aitta-names';
const NAME = 'aitta-name';
const MAX_NAMES = 12;

/** Names that were chosen in this browser, the latest first. */
export const namesHere = (): string[] => {
  try {
    const names = JSON.parse(localStorage.getItem(NAMES) ?? '[]') as unknown;
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return []; // a browser that keeps nothing, or somebody else's words under our name
  }
};

/** Who writes in this tab: another tab may be somebody else. */
export const nameOfTab = (): string | undefined => sessionStorage.getItem(NAME) ?? namesHere()[0];

export const noteName = (name: string): void => {
  sessionStorage.setItem(NAME, name);
  const names = [name, ...namesHere().filter((other) => other.toLowerCase() !== name.toLowerCase())];
  localStorage.setItem(NAMES, JSON.stringify(names.slice(0, MAX_NAMES)));
};
