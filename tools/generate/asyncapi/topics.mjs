import { wireSchema } from '../event-schema.mjs';
import { ref, shown } from './parts.mjs';

/** The Kafka topics: channels, who sends, who receives, and every event with its headers, data and golden sample. */
export function topicsPart({ contracts, schemaOf, sampleOf, listens, apps }) {
  const { allEvents, topics } = contracts;
  const isDead = ({ name }) => name.endsWith('.dead-letter');
  return {
    channels: Object.fromEntries(
      topics.map((topic) => [
        topic.name,
        channelOf(
          topic,
          allEvents.filter((event) => event.topic === topic.name),
        ),
      ]),
    ),
    operations: Object.fromEntries([
      ...topics
        .filter((topic) => !isDead(topic))
        .flatMap(({ name }) => operationsOf(name, { allEvents, listens, apps })),
      ...topics.filter(isDead).map(({ name }) => [`${ownerOf(name)}.gives-up`, givesUp(name)]),
    ]),
    messages: {
      ...Object.fromEntries(allEvents.map((event) => [event.type, messageOf(event, sampleOf(event.type))])),
      'dead-letter': deadLetter,
    },
    schemas: {
      EventHeaders: shown(wireSchema(contracts.eventHeaders)),
      DeadLetterHeaders: shown(wireSchema(contracts.deadLetterHeaders)),
      ...Object.fromEntries(allEvents.map((event) => [event.type, shown(schemaOf(event))])),
    },
  };
}

/** A topic is named after the service that owns it, `<service>` or `<service>.<thing>.state`. */
export const ownerOf = (topic) => topic.split('.')[0];

function channelOf({ name, partitions, cleanup }, events) {
  const owner = ownerOf(name);
  const isDead = events.length === 0;
  const description = isDead
    ? `What ${owner} could not handle, as it came, with what befell it in headers \`dl-*\`. \`dead-letters list|replay|discard\` of the service reads it.`
    : cleanup === 'compact'
      ? `The newest state of each thing, compacted by key: others keep a copy of it, which this topic can rebuild. Told by ${owner} alone.`
      : `What happened, in order per aggregate: the key is the id of the tenant and that of the aggregate. Told by ${owner} alone.`;
  return {
    address: name,
    title: name,
    description,
    servers: [ref('servers', 'kafka')],
    messages: Object.fromEntries(
      (isDead ? ['dead-letter'] : events.map(({ type }) => type)).map((type) => [
        type,
        ref('components', 'messages', type),
      ]),
    ),
    bindings: {
      kafka: { topic: name, partitions, topicConfiguration: { 'cleanup.policy': [cleanup] }, bindingVersion: '0.5.0' },
    },
  };
}

function operationsOf(topic, { allEvents, listens, apps }) {
  const events = allEvents.filter((event) => event.topic === topic);
  const owner = ownerOf(topic);
  const operation = (action, who, of, summary) => ({
    action,
    title: `${who} ${action === 'send' ? 'tells' : 'hears'} ${topic}`,
    summary,
    channel: ref('channels', topic),
    messages: of.map(({ type }) => ref('channels', topic, 'messages', type)),
    tags: [{ name: who }],
  });
  const said = operation(
    'send',
    owner,
    events,
    `Written with the rows it tells of, in one transaction; delivered at least once.`,
  );
  const heard = apps
    .map((app) => [app, events.filter((event) => listens.of(event).includes(app))])
    .filter(([, of]) => of.length > 0)
    .map(([app, of]) => [
      `${app}.hears.${topic}`,
      operation('receive', app, of, 'Each takes effect once, in order per aggregate.'),
    ]);
  return [[`${owner}.tells.${topic}`, said], ...heard];
}

const givesUp = (topic) => ({
  action: 'send',
  title: `${ownerOf(topic)} gives up`,
  summary: 'After its tries, or at once for what can never be handled; what comes after it goes on.',
  channel: ref('channels', topic),
  messages: [ref('channels', topic, 'messages', 'dead-letter')],
  tags: [{ name: ownerOf(topic) }],
});

function messageOf({ type, topic, tells, kind }, sample) {
  const own = { ce_type: { const: type }, ce_source: { const: ownerOf(topic) } };
  const headers = { ce_specversion: '1.0', ...exampleHeaders, ce_type: type, ce_source: ownerOf(topic) };
  return {
    name: type,
    title: type,
    summary: tells,
    contentType: 'application/json',
    tags: [{ name: kind }],
    headers: { allOf: [ref('components', 'schemas', 'EventHeaders'), { type: 'object', properties: own }] },
    payload: ref('components', 'schemas', type),
    bindings: {
      kafka: {
        key: { type: 'string', description: 'Id of the tenant, a colon, id of the aggregate.' },
        bindingVersion: '0.5.0',
      },
    },
    examples: [{ name: 'golden', summary: 'The golden sample, which is kept for ever.', headers, payload: sample }],
  };
}

const exampleHeaders = {
  ce_id: '01920000-0000-7000-8000-0000000000e1',
  ce_time: '2026-11-20T12:30:00.000Z',
  ce_subject: '01920000-0000-7000-8000-000000000001',
  tenant: '01920000-0000-7000-8000-000000000101',
  version: '1',
  correlation: 'b7c1d2f0-5a4e-4b0c-9d59-6b1f3f0a9c11',
};

const deadLetter = {
  name: 'dead-letter',
  title: 'What could not be handled',
  summary: 'The message as it came, whatever its bytes are, with its own headers and these.',
  headers: ref('components', 'schemas', 'DeadLetterHeaders'),
  payload: {},
};
