import { request } from 'node:http';

/** Resolves with `{ status, body }` of a GET, the body parsed when it is JSON, or undefined when nobody answers in time. */
export function get(url, timeoutMs = 2_000, headers = {}) {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false, timeout: timeoutMs, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('error', () => resolve(undefined));
      response.on('end', () => resolve({ status: response.statusCode, body: parsed(text) }));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(undefined));
    asked.on('close', () => resolve(undefined)); // without effect when there was an answer
    asked.end();
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** Does the answer of a readiness check come from this very process, and does it say that it is ready? */
export function isReadyAnswer(answer, pid) {
  return answer?.status === 200 && (answer.body?.data ?? answer.body)?.pid === pid;
}
