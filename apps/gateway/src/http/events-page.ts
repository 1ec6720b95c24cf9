import type { AsyncApi, Channel, Message, Operation } from './events-document.js';
import { escaped, pageOf } from './page-parts.js';
import { schemaTable } from './schema-table.js';

type Part = readonly [name: string, channel: Channel];

/** The events as a page without scripts: what screens are told and may ask, then what services tell each other. */
export function eventsPage(document: AsyncApi): string {
  const channels = Object.entries(document.channels);
  const sockets = channels.filter(([, channel]) => channel['x-told'] !== undefined);
  const isDead = ([name]: Part) => Number(name.endsWith('.dead-letter'));
  const topics = channels
    .filter(([, channel]) => channel['x-told'] === undefined)
    .sort((one, other) => isDead(one) - isDead(other));
  const links = [...sockets, ...topics].map(([name, { address }]) => `<a href="#${name}">${escaped(address)}</a>`);
  return pageOf({
    title: document.info.title,
    main: `<main class="page"><h1>${escaped(document.info.title)}</h1>
<p>${textOf(document.info.description)} As a document: <a href="/docs/asyncapi.json">AsyncAPI 3</a>.</p>
<nav class="contents">${links.join('\n')}</nav>
${sockets.map((part) => socketSection(part, document)).join('\n')}
${topics.map((part) => topicSection(part, document)).join('\n')}</main>`,
  });
}

function socketSection(part: Part, document: AsyncApi): string {
  const [name, channel] = part;
  const operations = operationsOf(name, document);
  const rooms = Object.entries(channel['x-rooms'] ?? {}).map(
    ([room, tells]) => `<tr><td><code>${escaped(room)}</code></td><td>${textOf(tells)}</td></tr>`,
  );
  const asked = operations.filter(({ action }) => action === 'receive');
  const told = operations.filter((operation) => operation.action === 'send' && !tellsFrames(operation));
  const frames = operations.filter(tellsFrames);
  return `<h2 id="${name}">Sockets ${escaped(channel.address)}</h2>
${proseOf(channel.description)}
<p class="soft">For ${escaped((channel['x-roles'] ?? []).join(', ').toLowerCase().replaceAll('_', ' '))}.</p>
<table>${rooms.join('')}</table>
<h3>What a client says</h3>${asked.map((operation) => exchangeOf(operation, document)).join('')}
<h3>What it is told</h3>${told.map((operation) => exchangeOf(operation, document)).join('')}
<h3>Events of its rooms, as <code>event</code></h3>
${frames.flatMap(({ messages }) => messages.map((one) => frameOf(messageAt(one.$ref, document), channel, document))).join('')}`;
}

function topicSection([name, channel]: Part, document: AsyncApi): string {
  const hearing = operationsOf(name, document).filter(({ action }) => action === 'receive');
  const rows = Object.entries(channel.messages).map(([type, { $ref }]) => {
    const heardBy = hearing
      .filter(({ messages }) => messages.some((one) => lastOf(one.$ref) === type))
      .flatMap(({ tags }) => tags.map((tag) => tag.name));
    const message = messageAt($ref, document);
    const heard = heardBy.length > 0 ? `<p class="soft">Heard by ${escaped(heardBy.join(', '))}.</p>` : '';
    return detailsOf(message.title, message.summary, `${heard}${bodyOf(message, document)}`);
  });
  return `<h2 id="${name}">Topic ${escaped(channel.address)}</h2>${proseOf(channel.description)}${rows.join('')}`;
}

function exchangeOf({ messages, reply, summary, 'x-errors': errors }: Operation, document: AsyncApi): string {
  const [said] = messages.map(({ $ref }) => messageAt($ref, document));
  if (!said) return '';
  const answers = (reply?.messages ?? []).map(({ $ref }) => messageAt($ref, document));
  const refusals = errors.map(
    ({ status, code, message, remedy }) =>
      `<tr><td>${status}</td><td><code>${escaped(code)}</code></td><td>${escaped(message)} ${escaped(remedy)}</td></tr>`,
  );
  return detailsOf(
    said.title,
    summary,
    `${bodyOf(said, document)}
${answers.map((answer) => `<p><b>${escaped(answer.title)}</b>: ${textOf(answer.summary)}</p>${bodyOf(answer, document)}`).join('')}
${refusals.length > 0 ? `<table>${refusals.join('')}</table>` : ''}`,
  );
}

function frameOf(message: Message, channel: Channel, document: AsyncApi): string {
  const type = message.title.replace(/^event: /, '');
  const rooms = (channel['x-told']?.[type] ?? []).map((room) => `<span class="chip">${escaped(room)}</span>`);
  return detailsOf(type, message.summary, `<p>Told in ${rooms.join(' ')} rooms.</p>${bodyOf(message, document)}`);
}

function bodyOf({ payload, examples }: Message, document: AsyncApi): string {
  const shown = examples.map((example) => `<pre>${escaped(JSON.stringify(example.payload, null, 2))}</pre>`);
  return `${schemaTable(payload, document.components.schemas)}${shown.join('')}`;
}

function detailsOf(name: string, summary: string, inside: string): string {
  return `<details><summary><code>${escaped(name)}</code><span>${textOf(summary)}</span></summary><div>${inside}</div></details>`;
}

function operationsOf(channel: string, { operations }: AsyncApi): readonly Operation[] {
  return Object.values(operations).filter((operation) => lastOf(operation.channel.$ref) === channel);
}

/** The message that a channel's message stands for; references name it last. */
function messageAt($ref: string, { components }: AsyncApi): Message {
  const message = components.messages[lastOf($ref)];
  if (!message) throw new Error(`${$ref} is not in the document`);
  return message;
}

const lastOf = ($ref: string): string => $ref.split('/').at(-1) ?? '';

/** A line of Markdown: nothing but code is marked up in our descriptions. */
function textOf(markdown: string): string {
  return escaped(markdown).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

/** Paragraphs and lists of Markdown. Rooms are shown as a table of their own. */
function proseOf(markdown: string): string {
  const paragraphs = markdown.split('\n\n').filter((part) => !part.startsWith('- ') && part !== 'Rooms:');
  return paragraphs.map((part) => `<p>${textOf(part)}</p>`).join('');
}

/** Whether an operation tells the events of rooms, each in its frame. */
const tellsFrames = ({ messages }: Operation): boolean =>
  messages.some(({ $ref }) => lastOf($ref).startsWith('frame.'));
