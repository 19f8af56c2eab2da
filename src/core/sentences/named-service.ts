/** The service whose models answer, as sentences tell of it. */
export interface NamedService {
  /** Undefined where it has no name that means anything to people: then it is "the model service". */
  name: string | undefined;
  /** The setting that names its default model. */
  modelSetting: 'AITTA_MODEL' | 'OPENAI_MODEL';
  /** What it refuses when it refuses the bot. */
  credential: 'token' | 'key';
}

export const AITTA: NamedService = { name: 'Aitta', modelSetting: 'AITTA_MODEL', credential: 'token' };
