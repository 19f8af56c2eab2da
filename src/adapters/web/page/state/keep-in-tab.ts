/** Through a reload, where there is room: browsers give a page some megabytes. */
export const keepInTab = (key: string, text: string): void => {
  try {
    if (text === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    sessionStorage.removeItem(key); // rather nothing than what it was before
  }
};
