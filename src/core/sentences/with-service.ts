interface Own {
  waiting: object;
  errors: object;
  alerts: object;
  discord: object;
}
interface OfService extends Own {
  commands: object;
  noModel: string;
  presence: object;
}
type Both<Mine, Said, Key extends keyof Mine & keyof Said> = { [Each in Key]: Mine[Each] & Said[Each] };
type WithService<Mine extends Own, Said extends OfService> = Mine &
  Said['commands'] &
  Pick<Said, 'noModel' | 'presence'> &
  Both<Mine, Said, keyof Own>;

/** What the bot says of itself and what it says of the service, as one. */
export const withService = <Mine extends Own, Said extends OfService>(
  own: Mine,
  said: Said,
): WithService<Mine, Said> => {
  const { commands, noModel, presence } = said;
  const both = {
    waiting: { ...own.waiting, ...said.waiting },
    errors: { ...own.errors, ...said.errors },
    alerts: { ...own.alerts, ...said.alerts },
    discord: { ...own.discord, ...said.discord },
  };
  return Object.assign({}, own, commands, { noModel, presence }, both) as WithService<Mine, Said>;
};
