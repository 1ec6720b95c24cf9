/** A line per folder, a line per failure, and what it comes to. */
export function resultTable({ folders, failures }) {
  const sum = (field) => folders.reduce((all, folder) => all + folder[field], 0);
  const all = { name: 'all', requests: sum('requests'), tests: sum('tests'), failed: sum('failed') };
  const width = Math.max(...[...folders, all].map(({ name }) => name.length));
  const line = ({ name, requests, tests, failed }) =>
    `  ${name.padEnd(width)}  ${String(requests).padStart(5)} requests  ${String(tests).padStart(6)} tests  ${failed ? `${failed} FAILED` : 'ok'}`;
  const told = failures.map(({ request, test, message }) => `  ${request}: ${test}\n      ${message}`);
  return [...folders.map(line), line(all), ...(told.length ? ['', `${told.length} failures`, ...told] : [])].join('\n');
}
