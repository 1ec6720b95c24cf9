import { readFileSync } from 'node:fs';

/** The resident memory of a process in bytes, or undefined when it is gone. */
function memoryOf(pid) {
  try {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found ? Number(found[1]) * 1024 : undefined;
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  }
}

/** The state of a running stack, for `npm run status` and `npm run demo`; before it is up, that it is starting. */
export function describeStack(system, since) {
  const base = { launcher: process.pid, since: new Date(since).toISOString() };
  if (!system) return { ...base, isStarting: true, processes: [] };
  const addresses = Object.fromEntries(Object.keys(system.ports).map((name) => [name, system.url(name)]));
  const processes = system.places.map((place) => ({
    name: place.name,
    state: place.state,
    since: new Date(place.since).toISOString(),
    pid: place.pid,
    restarts: place.restarts,
    memory: place.pid && memoryOf(place.pid),
    address: addresses[place.name] ?? serverAddress(system, place.name),
  }));
  return { ...base, isStarting: false, addresses, processes };
}

function serverAddress({ servers }, name) {
  if (name === 'kafka') return servers.kafkaBrokers;
  return `127.0.0.1:${servers.ports[name]}`;
}

/** One line per process, aligned. */
export function statusTable(processes, now = Date.now()) {
  const rows = processes.map(({ name, state, since, pid, restarts, memory, address }) => [
    name,
    state,
    String(address ?? ''),
    pid ? `pid ${pid}` : '',
    memory ? `${Math.round(memory / 1024 / 1024)} MB` : '',
    `${Math.round((now - Date.parse(since)) / 1000)} s`,
    restarts ? `started again ${restarts} times` : '',
  ]);
  const widths = rows.reduce((widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, cell.length)), []);
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The page that ends `npm start`. */
export function whatNext(system, elapsed) {
  const moved = system.moved
    .filter((name) => name !== 'kafkaController')
    .map((name) => `  ${name}: ${system.ports[name] ?? system.servers.ports[name]}`);
  const gave = moved.length
    ? `\nThe documented ports of these were taken, they listen elsewhere:\n${moved.join('\n')}\n`
    : '';
  return `
Chowk is up after ${elapsed}.
${gave}
  Where to go        ${system.gatewayUrl}/
  API reference      ${system.gatewayUrl}/docs
  Events             ${system.gatewayUrl}/docs/asyncapi.html
  Gateway            ${system.gatewayUrl}/health
  The menu           curl -s ${system.gatewayUrl}/api/v1/menu -H 'x-tenant-id: intellidine'
  SMS sent           ${system.url('twilio')}/_control/inbox?to=%2B91...
  Razorpay simulator ${system.url('razorpay')}/_control/health

  npm run demo              the order once more
  npm run demo -- evening   an evening at table 5: two phones, three rounds, one bill in two parts
  npm run postman           every request of the Postman collection, each answer held against the reference
  npm run status            what runs where
  npm run logs -- order     what a service says
  npm run dev -- order      that service starts again on each change of its source
  npm run stop              or Ctrl-C here

docs/integration-guide.md leads frontends to a paid order, docs/place-an-order.md shows the way of an order through the code.
`;
}
