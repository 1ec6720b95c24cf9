import { socketSchema, socketShapes } from '../socket-shapes.mjs';
import { ref, shown } from './parts.mjs';

/** The namespaces of Socket.io: what a screen says in its handshake, is told, and may ask. */
export function socketsPart({ contracts, told, sampleOf, socketSample }) {
  const { allEvents, clientEvents, serverEvents, socketScreens } = contracts;
  const types = new Set(Object.values(told).flatMap((here) => Object.keys(here)));
  const frames = allEvents.filter(({ type }) => types.has(type));
  const namespaces = Object.entries(socketScreens);
  const general = [
    ['handshake', 'The handshake', 'What a client says in `auth` when it enters a namespace.'],
    ['refused', 'connect_error', 'Why a handshake was refused, as `data` of the `connect_error`.'],
    ['failure', 'The acknowledgement of a refusal', 'Why what was asked was not done.'],
    ...serverEvents.filter(({ name }) => name !== 'event').map(({ name, tells }) => [`server.${name}`, name, tells]),
    ...clientEvents.flatMap(({ name, tells }) => [
      [`client.${name}`, name, tells],
      [`client.${name}.answer`, `The acknowledgement of ${name}`, `What \`${name}\` is answered when it was done.`],
    ]),
  ];
  const shapes = [...socketShapes(contracts)];
  return {
    channels: Object.fromEntries(
      namespaces.map(([namespace, screen]) => [
        channelName(namespace),
        channelOf(namespace, screen, { contracts, general, told }),
      ]),
    ),
    operations: Object.fromEntries(namespaces.flatMap(([namespace]) => operationsOf(namespace, { contracts, told }))),
    messages: Object.fromEntries([
      ...general.map(([name, title, summary]) => [
        `socket.${name}`,
        {
          name: title,
          title,
          summary,
          payload: ref('components', 'schemas', `socket.${name}`),
          examples: [{ name, payload: socketSample(name) }],
        },
      ]),
      ...frames.map((event) => [`frame.${event.type}`, frameOf(event, { sampleOf, socketSample })]),
    ]),
    schemas: Object.fromEntries(shapes.map(([name, shape]) => [`socket.${name}`, shown(socketSchema(name, shape))])),
  };
}

const channelName = (namespace) => `sockets${namespace.replace('/', '.')}`;

function channelOf(namespace, { permissions, rooms, tells }, { contracts, general, told }) {
  const { permissionsOfRole, roomKinds, socketLimits } = contracts;
  const mayEnter = Object.entries(permissionsOfRole)
    .filter(([, granted]) => permissions.some((permission) => granted.includes(permission)))
    .map(([role]) => role);
  const names = [
    ...general.map(([name]) => `socket.${name}`),
    ...Object.keys(told[namespace]).map((type) => `frame.${type}`),
  ];
  return {
    address: namespace,
    title: namespace,
    summary: tells,
    description: [
      `Namespace \`${namespace}\` of Socket.io (path \`/socket.io\`, transport \`websocket\` alone). ${tells}`,
      `Rooms:\n\n${rooms.map((kind) => `- \`${roomKinds[kind].name}\`: ${roomKinds[kind].tells}`).join('\n')}`,
      `Each event of a room has a number \`seq\`: 1, 2, 3, ... without gaps. A client that was away says the last number it has, in the handshake or by \`resume\` within ${socketLimits.resumeGraceMs} ms, and is told what it missed, in order and once. After more than ${socketLimits.resumeHours} hours or ${socketLimits.keptPerRoom} events it is told \`resync\`: it loads the snapshot anew and goes on after that number. The same event in two rooms has the same \`id\`.`,
    ].join('\n\n'),
    servers: [ref('servers', 'gateway')],
    messages: Object.fromEntries(names.map((name) => [name, ref('components', 'messages', name)])),
    'x-permissions': permissions,
    'x-roles': mayEnter,
    'x-rooms': Object.fromEntries(rooms.map((kind) => [roomKinds[kind].name, roomKinds[kind].tells])),
    'x-told': told[namespace],
  };
}

function operationsOf(namespace, { contracts, told }) {
  const { clientEvents, endReasons, handshakeRefusals, serverEvents } = contracts;
  const channel = channelName(namespace);
  const at = (names) => names.map((name) => ref('channels', channel, 'messages', name));
  const errors = (definitions) => definitions.map((definition) => errorOf(definition, contracts));
  const reply = (names) => ({ channel: ref('channels', channel), messages: at(names) });
  const base = { channel: ref('channels', channel), tags: [{ name: namespace }] };
  const frames = Object.keys(told[namespace]).map((type) => `frame.${type}`);
  return [
    [
      `${channel}.connect`,
      {
        action: 'receive',
        title: `Connect to ${namespace}`,
        summary: 'Answered by `rooms`, or refused by `connect_error`.',
        ...base,
        messages: at(['socket.handshake']),
        reply: reply(['socket.server.rooms', 'socket.refused']),
        'x-errors': errors(handshakeRefusals),
      },
    ],
    ...serverEvents.map(({ name, tells }) => [
      `${channel}.told.${name}`,
      {
        action: 'send',
        title: `${namespace} is told ${name}`,
        summary: tells,
        ...base,
        messages: at(name === 'event' ? frames : [`socket.server.${name}`]),
        ...(name === 'end' ? { 'x-errors': errors(endReasons) } : {}),
      },
    ]),
    ...clientEvents.map(({ name, tells, refusals }) => [
      `${channel}.asks.${name}`,
      {
        action: 'receive',
        title: `${namespace} asks ${name}`,
        summary: tells,
        ...base,
        messages: at([`socket.client.${name}`]),
        reply: reply([`socket.client.${name}.answer`, 'socket.failure']),
        'x-errors': errors(refusals),
      },
    ]),
  ];
}

const errorOf = ({ code, kind, message, remedy }, { statusOfKind }) => ({
  status: statusOfKind[kind],
  code,
  message,
  remedy,
});

/** One event as a screen gets it: the frame, whose data are those of the event. */
function frameOf({ type, tells }, { sampleOf, socketSample }) {
  const own = { type: { const: type }, data: ref('components', 'schemas', type) };
  return {
    name: 'event',
    title: `event: ${type}`,
    summary: tells,
    payload: { allOf: [ref('components', 'schemas', 'socket.server.event'), { type: 'object', properties: own }] },
    examples: [{ name: type, payload: { ...socketSample('server.event'), type, data: sampleOf(type) } }],
  };
}
