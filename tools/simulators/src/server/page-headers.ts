const ownMachine: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * What lets a frontend's page call `/_control`: it reads the code there and pays, where in production a phone and Razorpay's checkout are.
 * Only pages that this machine serves: others have no business with the codes of its people.
 */
export function pageHeaders(origin: string | undefined): Readonly<Record<string, string>> {
  const vary = { vary: 'Origin' };
  if (origin === undefined || !URL.canParse(origin) || !ownMachine.has(new URL(origin).hostname)) return vary;
  return {
    ...vary,
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, DELETE',
    'access-control-allow-headers': 'Content-Type',
  };
}
