/** Does a text, with Slack's markup, mention this user? */
export const mentions = (raw: string, user: string): boolean => new RegExp(`<@${user}(?:\\|[^<>]*)?>`).test(raw);

/** "@ada what do you think?": said to somebody else. */
export const beginsWithMention = (raw: string): boolean =>
  /^\s*<(?:@[A-Z]|!(?:subteam\^|here|channel|everyone))/.test(raw);
