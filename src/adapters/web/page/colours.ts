const KEY = 'aitta-colours';

/** What somebody chose; else the system says. */
export const applyColours = (): void => {
  const chosen = localStorage.getItem(KEY);
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['colours'] = chosen;
};

export const switchColours = (): void => {
  const { dataset } = document.documentElement;
  const isDark = dataset['colours'] ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  const next = isDark === 'dark' ? 'light' : 'dark';
  dataset['colours'] = next;
  localStorage.setItem(KEY, next);
};
