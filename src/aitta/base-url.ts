/** Checks a base URL without repeating it in an error: it may hold a password. */
export function checkBaseUrl(baseUrl: string): { base: string; origin: string } {
  const url = URL.parse(baseUrl);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new TypeError('The URL of the API must begin with https:// or http://.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError('The URL of the API must have no credentials, query or fragment.');
  }
  return { base: url.href.replace(/\/+$/, ''), origin: url.origin };
}
