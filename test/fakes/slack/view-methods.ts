import { z } from 'zod';

import { checkArguments, json } from './argument-rules.ts';
import { tier, type Backstage, type Methods } from './method.ts';
import { Refusal } from './refusal.ts';

const openArguments = z.strictObject({ trigger_id: z.string(), view: json });
const publishArguments = z.strictObject({ user_id: z.string(), view: json, hash: z.string().optional() });
const updateArguments = z.strictObject({
  view: json,
  view_id: z.string().optional(),
  external_id: z.string().optional(),
  hash: z.string().optional(),
});

export function viewMethods({ world, views, triggers }: Backstage): Methods {
  return {
    'views.open': {
      perMinute: tier.four,
      run: (given) => {
        const args = checkArguments(openArguments, given);
        return { view: views.json(views.open(triggers.redeem(args.trigger_id), args.view, 'open')) };
      },
    },
    'views.push': {
      perMinute: tier.four,
      run: (given) => {
        const args = checkArguments(openArguments, given);
        return { view: views.json(views.open(triggers.redeem(args.trigger_id), args.view, 'push')) };
      },
    },
    'views.publish': {
      perMinute: tier.four,
      run: (given) => {
        const args = checkArguments(publishArguments, given);
        if (!world.users.has(args.user_id)) throw new Refusal('user_not_found');
        return { view: views.json(views.publish(args.user_id, args.view, args.hash)) };
      },
    },
    'views.update': {
      perMinute: tier.four,
      run: (given) => {
        const args = checkArguments(updateArguments, given);
        return { view: views.json(views.update(args, args.view, args.hash)) };
      },
    },
  };
}
