import type { Assets } from './assets.ts';

/** What is there before the first script runs: the frame of the page, so that nothing jumps. */
export const pageHtml = (assets: Assets): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>Aitta</title>
<link rel="icon" type="image/svg+xml" href="${assets.at('page/mark.svg')}">
<link rel="stylesheet" href="${assets.at('page/style.css')}">
${assets.modules.map((name) => `<link rel="modulepreload" href="${assets.at(name)}">`).join('\n')}
<script type="module" src="${assets.at('page/main.ts')}"></script>
</head>
<body>
<div id="app"><div class="frame"><div class="sidebar"></div><main class="main"></main></div></div>
<noscript>This page needs JavaScript. The bot also answers in a terminal, in Slack and in Discord.</noscript>
</body>
</html>
`;
