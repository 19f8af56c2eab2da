import { z } from 'zod';

import { checkArguments, json } from './argument-rules.ts';
import { tier, type Backstage, type Methods } from './method.ts';
import { Refusal } from './refusal.ts';

export function viewMethods({ world, views, triggers }: Backstage): Methods {
  const opening = { trigger_id: z.string(), view: json };
  return {
    'views.open': {
      perMinute: tier.four,
      run: (given) => {
        const args = checkArguments(opening, given);
        return { view: views.json(views.open(triggers.redeem(args.trigger_id), args.view, 'open')) };
      },
    },
    'views.push': {
      perMinute: tier.four,
      run: (given) => {
        const args = checkArguments(opening, given);
        return { view: views.json(views.open(triggers.redeem(args.trigger_id), args.view, 'push')) };
      },
    },
    'views.publish': {
      perMinute: tier.four,
      run: (given) => {
        const args = checkArguments({ user_id: z.string(), view: json, hash: z.string().optional() }, given);
        if (!world.users.has(args.user_id)) throw new Refusal('user_not_found');
        return { view: views.json(views.publish(args.user_id, args.view, args.hash)) };
      },
    },
    'views.update': {
      perMinute: tier.four,
      run: (given) => {
        const shape = {
          view: json,
          view_id: z.string().optional(),
          external_id: z.string().optional(),
          hash: z.string().optional(),
        };
        const args = checkArguments(shape, given);
        return { view: views.json(views.update(args, args.view, args.hash)) };
      },
    },
  };
}
