/** What a request asks for cannot be. The message is a word for the page, which has the sentence. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly status: 400 | 404 | 413;

  constructor(message: string, status: BadRequest['status']) {
    super(message);
    this.status = status;
  }
}
