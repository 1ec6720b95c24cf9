import { z } from 'zod';
import type { Route } from '../route-table.js';
import { fits } from './fits.js';
import type { Json } from './json.js';
import { exampleOfAnswer, exampleOfBody } from './answers-of.js';
import { parametersOf, pathOf } from './operation.js';
import { ShapeBook } from './shape-book.js';

const clientName = /^[a-z][A-Za-z0-9]{2,60}$/;
/** Shorter ones say no more than the summary. */
const leastDescription = 20;

/**
 * What the reference cannot say of these routes, one sentence each: an operation without id, summary or description, without a schema for
 * what it answers, or with an example that its own shape refuses. Empty: the reference is complete.
 */
export function incompleteOperations(routes: readonly Route[]): readonly string[] {
  const owners = new Map<string, string>();
  return routes.flatMap((route) => {
    const call = `${route.method} ${pathOf(route)}`;
    const twin = route.operationId === undefined ? undefined : owners.get(route.operationId);
    if (route.operationId !== undefined) owners.set(route.operationId, call);
    const faults = [
      ...faultsOfWords(route),
      ...(twin === undefined ? [] : [`its operation id is the one of ${twin}`]),
      ...faultsOfAnswers(route),
      ...faultsOfBody(route),
      ...faultsOfQuery(route),
    ];
    return faults.map((fault) => `${call}: ${fault}`);
  });
}

function faultsOfWords({ operationId, summary, description }: Route): string[] {
  return [
    ...(operationId === undefined ? ['has no @OperationId'] : []),
    ...(operationId !== undefined && !clientName.test(operationId)
      ? [`"${operationId}" cannot be a name in a client; write it like placeOrder`]
      : []),
    ...(summary === undefined ? ['has no @Summary'] : []),
    ...((description ?? '').length < leastDescription ? ['has no description; write @Summary(line, description)'] : []),
  ];
}

function faultsOfAnswers({ succeeds, answers }: Route): string[] {
  const shapes = new ShapeBook();
  const isJson = succeeds.some((success) => typeof success === 'string' && success !== 'no-content');
  const { schema } = answers ?? {};
  if (isJson && !schema) return ['has no schema of what it answers; write @Answers(shape) or @Succeeds("no-content")'];
  if (!isJson && schema) return ['answers nothing that @Answers describes'];
  if (!schema) return [];
  if (succeeds.includes('page') && !(schema instanceof z.ZodArray))
    return ['answers a page of something that is no list'];
  return faultsOfExample('answer', schema, shapes.schemaOf(schema, 'output'), shapes, () =>
    exampleOfAnswer(schema, shapes),
  );
}

function faultsOfBody({ parameters }: Route): string[] {
  const shapes = new ShapeBook();
  return parameters.flatMap(({ source, schema }) =>
    source === 'body' && schema
      ? faultsOfExample('body', schema, shapes.schemaOf(schema, 'input'), shapes, () => exampleOfBody(schema, shapes))
      : [],
  );
}

/** Queries are text: what is shown must be accepted as it would be typed. */
function faultsOfQuery({ parameters }: Route): string[] {
  const shapes = new ShapeBook();
  return parameters.flatMap((query) => {
    if (query.source !== 'query' || query.name !== undefined || !query.schema) return [];
    const shown = parametersOf(query, shapes).map(({ name, example }) => [String(name), String(example)]);
    const result = query.schema.safeParse(Object.fromEntries(shown));
    return result.success ? [] : result.error.issues.map((issue) => refusalOf('query', issue));
  });
}

function faultsOfExample(
  what: string,
  shape: z.ZodType,
  schema: Json,
  shapes: ShapeBook,
  example: () => unknown,
): string[] {
  try {
    const shown = example();
    const result = shape.safeParse(shown);
    if (!result.success) return result.error.issues.map((issue) => refusalOf(what, issue));
    const isDescribed = fits(schema, shown, (it) => shapes.resolve(it));
    return isDescribed ? [] : [`the example of its ${what} is not what its schema describes`];
  } catch (error) {
    return [`its ${what} has no example: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function refusalOf(what: string, { path, message }: z.core.$ZodIssue): string {
  return `the example of its ${what} is refused at "${path.join('.')}": ${message}`;
}
