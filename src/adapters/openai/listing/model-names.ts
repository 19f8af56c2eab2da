/** A guess for models of which nobody tells what they can do. */
export const NAMED_AFTER_EMBEDDING = /embed|(?:^|[/-])e5-|rerank|(?:^|[/-])bge-/i;
/** Such as whisper-1, tts-1-hd, dall-e-3, gpt-image-1: what speaks, hears or draws writes no answers. */
export const NAMED_AFTER_OTHER_WORK =
  /whisper|(?:^|[/-])tts(?:-|$)|dall-e|gpt-image|moderation|transcri|stable-diffusion/i;
