declare module '@highlightjs/cdn-assets/es/highlight.min.js' {
  export interface Highlighter {
    highlight(code: string, options: { language: string; ignoreIllegals?: boolean }): { value: string };
    getLanguage(name: string): unknown;
  }
  const highlighter: Highlighter;
  export default highlighter;
}
