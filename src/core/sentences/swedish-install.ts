import type { englishInstall } from './english-install.ts';
import type { Shape } from './sentences.ts';

/** Where somebody adds the bot to a workspace, in Swedish. */
export const swedishInstall: Shape<typeof englishInstall> = {
  title: 'Lägg till boten i din arbetsyta',
  what: 'Boten svarar på frågor med hjälp av språkmodeller. Innan du lägger till den:',
  reads: [
    'Den kan läsa meddelanden i de kanaler som den bjuds in till, och det som skrivs direkt till den. Den svarar när den nämns eller tillfrågas.',
    'Den kan läsa namn, språk och användargrupper för människorna i din arbetsyta, för att veta vem som frågar och vem som får göra det.',
    'Den kan läsa filer som bifogas en fråga.',
  ],
  readsNot: 'Den kan inte läsa kanaler eller konversationer som den inte är med i.',
  goes: (days) =>
    `En fråga, det som skrevs före den i samma tråd och filerna till den går till de språkmodeller som den som driver boten har valt. De sparas där, krypterade, i ${days === 1 ? 'en dag' : `${days} dagar`} efter den sista frågan i en konversation. Med ”forget me” kan var och en radera sitt eget.`,
  button: 'Lägg till i Slack',
  done: (workspace) =>
    `Boten finns nu i ${workspace}. Bjud in den till en kanal med /invite och nämn den där, eller skriv direkt till den.`,
  yours: 'din arbetsyta',
  again: 'Börja om',
  denied: 'Ingenting installerades, eftersom det inte godkändes i Slack.',
  stale:
    'Ingenting installerades: försöket är för gammalt, har redan använts eller började i en annan webbläsare. Börja om.',
  misconfigured: (reason) =>
    `Ingenting installerades, eftersom boten är felaktigt inställd (${reason}). Berätta det för den som driver den.`,
  notOpen:
    'Ingenting installerades: appen är ännu inte öppen för andra arbetsytor i Slack. Be den som driver boten att aktivera offentlig distribution.',
  refused: (reason) => `Ingenting installerades, eftersom Slack inte tillät det (${reason}).`,
  unanswered: 'Ingenting installerades, eftersom Slack inte svarar. Börja om om några minuter.',
  notKept: 'Min databas svarar inte, så jag kunde inte slutföra installationen. Börja om om några minuter.',
};
