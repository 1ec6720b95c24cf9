/** Text as it may stand in HTML. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * What a page of ours may do: use our own files, call the gateway, and nothing else. Stricter than what every answer says but for
 * `upgrade-insecure-requests`, under which some browsers load nothing from a local stack without TLS. Styles in attributes are the viewer's.
 */
export const pagePolicy = [
  "default-src 'self'",
  "base-uri 'none'",
  "connect-src 'self'",
  "font-src 'self' data:",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "img-src 'self' data:",
  "object-src 'none'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self' 'unsafe-inline'",
].join(';');

export interface PageParts {
  readonly title: string;
  /** HTML. */
  readonly main: string;
  /** Own scripts and styles beside the common one, by their paths. */
  readonly styles?: readonly string[];
  readonly scripts?: readonly string[];
  readonly bodyClass?: string;
}

/** A whole page with the bar that all of them have. */
export function pageOf({ title, main, styles = [], scripts = [], bodyClass = '' }: PageParts): string {
  const sheets = [...styles, '/docs/page.css'].map((path) => `<link rel="stylesheet" href="${path}">`).join('');
  const ours = scripts.map((path) => `<script src="${path}" defer></script>`).join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><link rel="icon" href="/docs/icon.svg">${sheets}${ours}</head><body class="${bodyClass}">
<header class="bar"><strong><a href="/">Chowk</a></strong><a href="/docs">API</a><a href="/docs/asyncapi.html">Events</a><a href="/health">Health</a></header>
${main}</body></html>`;
}
