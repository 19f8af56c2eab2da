import type { englishInstall } from './english-install.ts';
import type { Shape } from './sentences.ts';

/** Where somebody adds the bot to a workspace, in Finnish. */
export const finnishInstall: Shape<typeof englishInstall> = {
  title: 'Lisää botti työtilaasi',
  what: 'Botti vastaa kysymyksiin kielimallien avulla. Ennen kuin lisäät sen:',
  reads: [
    'Se voi lukea viestit kanavilta, joille se on kutsuttu, ja sille suoraan kirjoitetut viestit. Se vastaa, kun se mainitaan tai siltä kysytään.',
    'Se voi lukea työtilasi ihmisten nimet, kielet ja käyttäjäryhmät tietääkseen, kuka kysyy ja kenellä on siihen lupa.',
    'Se voi lukea tiedostot, jotka liitetään kysymykseen.',
  ],
  readsNot: 'Se ei voi lukea kanavia eikä keskusteluja, joissa se ei ole mukana.',
  goes: (days) =>
    `Kysymys, sitä ennen samassa ketjussa kirjoitettu ja liitetyt tiedostot menevät kielimalleille, jotka botin ylläpitäjä on valinnut. Ne säilytetään ylläpitäjän luona salattuina ${days === 1 ? 'päivän' : `${days} päivää`} keskustelun viimeisen kysymyksen jälkeen. Komennolla ”forget me” jokainen voi poistaa omansa.`,
  button: 'Lisää Slackiin',
  done: (workspace) =>
    `Botti on nyt täällä: ${workspace}. Kutsu se kanavalle komennolla /invite ja mainitse se siellä, tai kirjoita sille suoraan.`,
  yours: 'työtilasi',
  again: 'Aloita alusta',
  denied: 'Mitään ei asennettu, koska asennusta ei hyväksytty Slackissa.',
  stale:
    'Mitään ei asennettu: tämä yritys on vanhentunut, käytetty jo tai aloitettu toisessa selaimessa. Aloita alusta.',
  misconfigured: (reason) =>
    `Mitään ei asennettu, koska botin asetuksissa on virhe (${reason}). Kerro siitä botin ylläpitäjälle.`,
  notOpen:
    'Mitään ei asennettu: sovellusta ei ole vielä avattu Slackissa muille työtiloille. Pyydä botin ylläpitäjää ottamaan julkinen jakelu käyttöön.',
  refused: (reason) => `Mitään ei asennettu, koska Slack ei sallinut sitä (${reason}).`,
  unanswered: 'Mitään ei asennettu, koska Slack ei vastaa. Aloita alusta muutaman minuutin kuluttua.',
  notKept: 'Tietokantani ei vastaa, joten asennus jäi kesken. Aloita alusta muutaman minuutin kuluttua.',
};
