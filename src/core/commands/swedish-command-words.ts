import type { CommandWords } from './command-words.ts';

/** The command table in Swedish. */
export const swedishCommandWords: CommandWords = {
  rows: {
    ask: {
      summary: 'Ställ en fråga till modellen',
      arguments: {
        question: { name: 'fråga', summary: 'Vad du vill veta' },
        model: { name: 'modell', summary: 'En annan modell än den som är vald här' },
        show: { name: 'visa', summary: 'Även modellens tankar' },
      },
    },
    models: {
      summary: 'Chattmodellerna och hur snart var och en kan svara',
      arguments: { filter: { name: 'sökord', summary: 'En del av ett namn' } },
    },
    warm: {
      summary: 'Starta en modell innan den behövs',
      arguments: { model: { name: 'modell', summary: 'En modell eller en del av dess namn' } },
    },
    use: {
      summary: 'Välj modell för den här tråden, den här kanalen eller dig själv',
      arguments: {
        model: { name: 'modell', summary: 'En modell eller en del av namnet; ”default” upphäver valet' },
        for: { name: 'för', summary: 'För vem' },
      },
    },
    system: {
      summary: 'Visa eller ange vad modellen får veta om sin uppgift',
      arguments: {
        text: { name: 'text', summary: 'Den nya texten; ”reset” återställer standarden' },
        for: { name: 'för', summary: 'För vem' },
      },
    },
    status: { summary: 'Hur Aitta mår, vad som besvaras här och vem som har ställt in vad', arguments: {} },
    history: {
      summary: 'Vad modellen får se av den här konversationen och vad som inte längre får plats',
      arguments: {},
    },
    usage: {
      summary: 'Frågor, tokens och väntetider',
      arguments: { whose: { name: 'vems', summary: 'Vems användning' } },
    },
    export: {
      summary: 'Den här konversationen som fil, bara för dig',
      arguments: { format: { name: 'format', summary: 'Markdown eller JSON' } },
    },
    forget: {
      summary: 'Radera den här konversationen eller allt om dig',
      arguments: {
        what: { name: 'vad', summary: 'Vad som ska raderas' },
        sure: { name: 'säkert', summary: 'Utan att fråga först' },
      },
    },
    waiting: {
      summary: 'Vad jag gör åt dig när en modell först måste startas',
      arguments: { what: { name: 'vad', summary: 'Fråga, svara senare eller använd en annan modell' } },
    },
    thinking: {
      summary: 'Om jag visar dig vad en modell tänker innan den svarar',
      arguments: { what: { name: 'vad', summary: 'Visas eller döljs' } },
    },
    language: {
      summary: 'Språket som jag talar med dig',
      arguments: { language: { name: 'språk', summary: 'Vilket språk' } },
    },
    stop: { summary: 'Stoppa mina svar till dig här', arguments: {} },
    retry: {
      summary: 'Besvara den senaste frågan på nytt',
      arguments: { model: { name: 'modell', summary: 'En annan modell än den som är vald här' } },
    },
    quiet: { summary: 'Svara i den här tråden bara när jag nämns', arguments: {} },
    listen: { summary: 'Följ den här tråden igen utan att nämnas', arguments: {} },
    reset: { summary: 'Börja om den här konversationen; det som har sagts syns ännu', arguments: {} },
    help: { summary: 'Vad jag kan', arguments: { command: { name: 'kommando', summary: 'Ett kommando' } } },
  },
  choices: {
    thinking: 'tankar',
    shown: 'visas',
    hidden: 'döljs',
    ask: 'fråga',
    later: 'senare',
    switch: 'annan',
    auto: 'automatiskt',
    en: 'English',
    fi: 'suomi',
    sv: 'svenska',
    here: 'här',
    channel: 'kanalen',
    me: 'jag',
    all: 'alla',
    markdown: 'Markdown',
    json: 'JSON',
    conversation: 'konversationen',
    yes: 'ja',
  },
};
