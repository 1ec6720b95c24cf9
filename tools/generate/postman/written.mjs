/**
 * A body as it stands in a request, to the byte: a call that is made again with its key is the same call only with the same bytes. "{{#total}}" is a
 * variable that is no text and stands without quotes.
 */
export function written(body) {
  return JSON.stringify(body, null, 2).replace(/"\{\{#(\w+)\}\}"/g, '{{$1}}');
}
