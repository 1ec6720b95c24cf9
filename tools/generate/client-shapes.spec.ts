import type { Alarm, EventOf, LocalCode, Namespace, RefusalCode } from '@chowk/client';
import * as contracts from '@chowk/contracts';
import type { RoomFrame, socketNamespaces } from '@chowk/contracts';
import { expect, expectTypeOf, it } from 'vitest';
import { keyedCalls } from '../../libs/client/src/generated/keyed.ts';

/** What the client spells out itself, since nothing generated has it, held to the declarations; type checks turn red, too. */
it('the frames of a screen are those that are declared', () => {
  type Frame = Omit<EventOf<'ticket.queued.v1'>, 'type' | 'data'>;
  expectTypeOf<keyof EventOf<'ticket.queued.v1'>>().toEqualTypeOf<keyof RoomFrame>();
  expectTypeOf<Frame>().toExtend<Omit<RoomFrame, 'type' | 'data'>>();
  expectTypeOf<Alarm>().toEqualTypeOf<contracts.Alarm>();
  expectTypeOf<Namespace>().toEqualTypeOf<(typeof socketNamespaces)[number]>();
});

it('no code of Chowk is called as one of the client itself', () => {
  expectTypeOf<Extract<RefusalCode, LocalCode>>().toEqualTypeOf<never>();
  const local: Record<LocalCode, true> = {
    NETWORK: true,
    TIMEOUT: true,
    ABORTED: true,
    UNREADABLE_ANSWER: true,
    SIGNED_OUT: true,
  };
  const codes = Object.values(contracts).flatMap((value) =>
    typeof value === 'object' && value !== null && 'remedy' in value && 'code' in value ? [String(value.code)] : [],
  );
  expect(codes.length).toBeGreaterThan(50);
  expect(codes.filter((code) => code in local)).toEqual([]);
});

it('calls that charge are among those that take a key', () => {
  for (const call of ['/orders', '/payments/create-razorpay-order', '/payments/{id}/refund'])
    expect(keyedCalls).toContain(`post /api/v1${call}`);
  expect(keyedCalls).not.toContain('post /api/v1/auth/refresh');
});
