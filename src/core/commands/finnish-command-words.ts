import type { CommandWords } from './command-words.ts';

/** The command table in Finnish. */
export const finnishCommandWords: CommandWords = {
  rows: {
    ask: {
      summary: 'Kysy mallilta',
      arguments: {
        question: { name: 'kysymys', summary: 'Mitä haluat tietää' },
        model: { name: 'malli', summary: 'Muu malli kuin täällä asetettu' },
        show: { name: 'näytä', summary: 'Myös mallin pohdinta' },
      },
    },
    models: {
      summary: 'Keskustelumallit ja kuinka pian kukin voi vastata',
      arguments: { filter: { name: 'haku', summary: 'Osa nimestä' } },
    },
    warm: {
      summary: 'Käynnistä malli ennen kuin sitä tarvitaan',
      arguments: { model: { name: 'malli', summary: 'Malli tai osa sen nimestä' } },
    },
    use: {
      summary: 'Valitse malli tälle ketjulle, kanavalle tai itsellesi',
      arguments: {
        model: { name: 'malli', summary: 'Malli tai osa sen nimestä; ”default” kumoaa valinnan' },
        for: { name: 'kenelle', summary: 'Ketä valinta koskee' },
      },
    },
    system: {
      summary: 'Näytä tai aseta, mitä mallille kerrotaan sen tehtävästä',
      arguments: {
        text: { name: 'teksti', summary: 'Uusi teksti; ”reset” palauttaa oletuksen' },
        for: { name: 'kenelle', summary: 'Ketä teksti koskee' },
      },
    },
    status: { summary: 'Aitan tila, mihin täällä ollaan vastaamassa ja kuka on asettanut mitä', arguments: {} },
    history: { summary: 'Mitä malli näkee tästä keskustelusta ja mikä ei enää mahdu mukaan', arguments: {} },
    usage: {
      summary: 'Kysymykset, tokenit ja odotusajat',
      arguments: { whose: { name: 'kenen', summary: 'Kenen käyttö' } },
    },
    export: {
      summary: 'Tämä keskustelu tiedostona, vain sinulle',
      arguments: { format: { name: 'muoto', summary: 'Markdown tai JSON' } },
    },
    forget: {
      summary: 'Poista tämä keskustelu tai kaikki sinua koskeva',
      arguments: {
        what: { name: 'mitä', summary: 'Mitä poistetaan' },
        sure: { name: 'varmasti', summary: 'Kysymättä ensin' },
      },
    },
    waiting: {
      summary: 'Mitä teen, kun malli pitää ensin käynnistää',
      arguments: { what: { name: 'mitä', summary: 'Kysyn, vastaan myöhemmin tai käytän toista mallia' } },
    },
    thinking: {
      summary: 'Näytänkö sinulle, mitä malli pohtii ennen vastaustaan',
      arguments: { what: { name: 'mitä', summary: 'Näytetään tai piilotetaan' } },
    },
    language: {
      summary: 'Kieli, jota puhun sinulle',
      arguments: { language: { name: 'kieli', summary: 'Mikä kieli' } },
    },
    stop: { summary: 'Keskeytä vastaukseni sinulle täällä', arguments: {} },
    retry: {
      summary: 'Vastaa viimeisimpään kysymykseen uudelleen',
      arguments: { model: { name: 'malli', summary: 'Muu malli kuin täällä asetettu' } },
    },
    quiet: { summary: 'Vastaa tässä ketjussa vain, kun minut mainitaan', arguments: {} },
    listen: { summary: 'Seuraa taas tätä ketjua ilman mainintaa', arguments: {} },
    reset: { summary: 'Aloita tämä keskustelu alusta; sanottu jää näkyviin', arguments: {} },
    help: { summary: 'Mitä osaan', arguments: { command: { name: 'komento', summary: 'Yksi komento' } } },
  },
  choices: {
    thinking: 'pohdinta',
    shown: 'näytetään',
    hidden: 'piilotetaan',
    ask: 'kysy',
    later: 'myöhemmin',
    switch: 'toinen',
    auto: 'automaattinen',
    en: 'English',
    fi: 'suomi',
    sv: 'svenska',
    here: 'tässä',
    channel: 'kanava',
    me: 'minä',
    all: 'kaikki',
    markdown: 'Markdown',
    json: 'JSON',
    conversation: 'keskustelu',
    yes: 'kyllä',
  },
};
