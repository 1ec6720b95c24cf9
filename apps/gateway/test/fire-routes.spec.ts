import { format, resolveConfig } from 'prettier';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Row, ThingName, Things } from './flows/matrix-row.js';
import { matrix } from './flows/matrix-table.js';

const place = fileURLToPath(new URL('../../../fire/isolation/routes.json', import.meta.url));

/** Every thing stands for itself: `{order}`. */
const named = new Proxy({} as Things, { get: (_things, name) => `{${String(name as ThingName)}}` });

/** A row of the matrix as another program can read it: what it calls, and what those are answered whom nobody let in. */
function listed({ method, path, answers, options }: Row) {
  const { at, fresh, query, body, probe, says = '200', ends } = options;
  const { none, alien, stranger, outsider, device } = answers;
  return {
    ...{ method, path, at: { ...at, ...fresh } },
    ...(query && { query: query(named) }),
    ...(body && { body: body(named) }),
    ...(probe && { probe: probe(named) }),
    ...(ends && { ends }),
    says,
    answers: { none, alien, stranger, outsider, device },
  };
}

describe('The list of routes that `npm run fire -- isolation` tries', () => {
  it('is the matrix (`npx vitest run fire-routes -u` writes it anew)', async () => {
    const text = await format(JSON.stringify(matrix.map(listed)), {
      ...(await resolveConfig(place)),
      filepath: place,
    });
    await expect(text).toMatchFileSnapshot(place);
  });
});
