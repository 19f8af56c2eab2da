import { json, unauthorized } from './http-answer.ts';
import type { Handlers, World } from './world.ts';

/** The state of the whole service, and the exchange of API keys. */
export const serviceHandlers = ({ access, downtimes, habits }: World): Handlers => ({
  status: { GET: () => json(downtimes.current() ?? 'OK') },
  downtimes: { GET: () => json(downtimes.list()) },
  authenticate: {
    GET: ({ authorization }) => {
      const lifeSeconds = habits.accessTokenSeconds ?? 3_600;
      const token = access.exchange(authorization, lifeSeconds);
      return token === undefined
        ? unauthorized()
        : json({ access_token: token, expires_in: lifeSeconds, token_type: 'Bearer' });
    },
  },
});
