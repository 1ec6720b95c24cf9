import { TwilioError } from './twilio-error.js';

/** A message as it was asked for. */
export interface MessageRequest {
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly statusCallback: string | null;
}

const LONGEST_BODY = 1600;
const E164 = /^\+[1-9]\d{7,14}$/;
/** Letters, digits and spaces with at least one letter: an alphanumeric sender, such as an Indian DLT header. */
const ALPHANUMERIC_SENDER = /^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/;
/** Twilio's own test numbers (twilio.com/docs/iam/test-credentials). */
const INVALID_NUMBER = '+15005550001';
const NOT_A_MOBILE = '+15005550009';

/**
 * Reads the form of POST Messages.json; throws TwilioError 400 with Twilio's code for each fault.
 * `senders` are the account's numbers; an empty list takes every well-formed one.
 */
export function readMessageRequest(form: URLSearchParams, senders: readonly string[]): MessageRequest {
  const to = form.get('To') ?? '';
  const from = form.get('From') ?? '';
  const body = form.get('Body') ?? '';
  const statusCallback = form.get('StatusCallback');
  if (to === '') throw new TwilioError(400, 21604, "A 'To' phone number is required.");
  if (from === '') throw new TwilioError(400, 21603, "A 'From' phone number is required.");
  if (body === '') throw new TwilioError(400, 21602, 'Message body is required.');
  if (!E164.test(to) || to === INVALID_NUMBER) throw new TwilioError(400, 21211, `Invalid 'To' Phone Number: ${to}`);
  if (to === NOT_A_MOBILE) throw new TwilioError(400, 21614, `'To' number: ${to}, is not a valid mobile number`);
  if ((!E164.test(from) && !ALPHANUMERIC_SENDER.test(from)) || from === INVALID_NUMBER) {
    throw new TwilioError(400, 21212, `Invalid From Number (caller ID): ${from}`);
  }
  if (senders.length > 0 && !senders.includes(from)) {
    throw new TwilioError(
      400,
      21606,
      `The 'From' phone number provided (${from}) is not a valid message-capable Twilio phone number for this destination/account`,
    );
  }
  if (Array.from(body).length > LONGEST_BODY) {
    throw new TwilioError(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
  }
  if (statusCallback !== null && statusCallback !== '' && !isWebAddress(statusCallback)) {
    throw new TwilioError(400, 21609, `The StatusCallback URL ${statusCallback} is not a valid URL.`);
  }
  return { to, from, body, statusCallback: statusCallback === '' ? null : statusCallback };
}

/**
 * Of how many SMS the text consists: 160 characters of the GSM alphabet, or 70 UTF-16 units once one character is
 * outside; 153 and 67 when there are several (3GPP TS 23.038; the extension table's characters count twice).
 */
export function countSegments(body: string): number {
  const septets = gsmLength(body);
  const [length, single, each] = septets === undefined ? [body.length, 70, 67] : [septets, 160, 153];
  return length <= single ? 1 : Math.ceil(length / each);
}

const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_EXTENSION = '\f^{}\\[~]|€';

function gsmLength(body: string): number | undefined {
  let length = 0;
  for (const character of body) {
    if (GSM_BASIC.includes(character)) length += 1;
    else if (GSM_EXTENSION.includes(character)) length += 2;
    else return undefined;
  }
  return length;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
