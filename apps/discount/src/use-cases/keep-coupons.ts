import {
  CouponCodeTaken,
  NotFound,
  type AddCouponBody,
  type ChangeCouponBody,
  type Coupon as WrittenCoupon,
} from '@chowk/contracts';
import {
  currentCall,
  Database,
  InjectStore,
  newId,
  refuse,
  seedId,
  violates,
  type Principal,
  type Store,
} from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { In, LessThan, Raw } from 'typeorm';
import { CouponUses, type UsedCoupon } from '../database/coupon-uses.js';
import { randomCouponCode } from '../domain/coupon-code.js';
import { Coupon } from '../domain/coupon.js';
import { requireChangeable, requireReadable } from '../domain/reach.js';
import { RuleReferences } from './rule-references.js';

/** A coupon and how often it is used now. */
export interface CountedCoupon {
  readonly coupon: Coupon;
  readonly used: UsedCoupon;
}

const unused: UsedCoupon = { uses: 0, given: 0 };

/** Writes, changes and removes coupons, with the same reach as for rules. */
@Injectable()
export class KeepCoupons {
  constructor(
    private readonly database: Database,
    @InjectStore(Coupon) private readonly coupons: Store<Coupon>,
    private readonly uses: CouponUses,
    private readonly references: RuleReferences,
  ) {}

  /**
   * One coupon, or as many as `count` says: all or none. Throws UNKNOWN_REFERENCE, PERMISSION_DENIED for what would hold beyond
   * the caller's outlets, COUPON_CODE_TAKEN.
   */
  async add({ code, count, prefix, ...body }: AddCouponBody, who: Principal): Promise<CountedCoupon[]> {
    await this.references.require(body, who);
    requireChangeable(body.outletIds, who);
    const codes = code === undefined ? randomCodes(count ?? 1, prefix ?? '') : [code];
    const { idempotency } = currentCall();
    const ids = idsFor(codes.length, idempotency?.subjectId ?? newId());
    // The first call with this key may have died between its commit and its answer
    const written = idempotency?.resumed ? await this.coupons.findBy({ id: In(ids) }, { order: { id: 'ASC' } }) : [];
    if (written.length > 0) return this.countedAll(written);
    const coupons = codes.map((one, index) => Coupon.write({ ...body, code: one, id: ids[index] ?? newId() }));
    await this.database
      .transaction(async () => {
        for (const coupon of coupons) await this.coupons.add(coupon);
      })
      .catch((error: unknown) => {
        if (!violates(error, 'coupon_code')) throw error;
        throw refuse(
          CouponCodeTaken,
          codes.map((taken) => ({ code: taken })),
          { cause: error },
        );
      });
    return coupons.map((coupon) => ({ coupon, used: unused }));
  }

  /** Throws NotFound, PERMISSION_DENIED, VERSION_CONFLICT. */
  async change(id: string, body: ChangeCouponBody, who: Principal, expectedVersion?: number): Promise<CountedCoupon> {
    const change = (coupon: Coupon) => changeable(coupon, who).change(body);
    return this.counted(await this.coupons.change(id, change, { expectedVersion }));
  }

  /** Throws NotFound, PERMISSION_DENIED. */
  async remove(id: string, who: Principal): Promise<void> {
    await this.coupons.change(id, (coupon) => changeable(coupon, who).remove());
  }

  /** Throws NotFound. */
  async one(id: string, who: Principal): Promise<CountedCoupon> {
    const coupon = present(await this.coupons.get(id));
    requireReadable(coupon.coupon.outletIds, who);
    return this.counted(coupon);
  }

  /** Up to `limit` coupons behind `after`, newest first. */
  async page(
    { after, limit, code }: { after: string | undefined; limit: number; code: string | undefined },
    { outlets }: Principal,
  ): Promise<readonly CountedCoupon[]> {
    const behind = after === undefined ? {} : { id: LessThan(after) };
    const named = code === undefined ? {} : { code };
    const reachable = (column: string) =>
      `(${column} ->> 'outletIds' is null or ${column} -> 'outletIds' ?| :outlets::text[])`;
    const where = outlets === 'all' ? {} : { coupon: Raw(reachable, { outlets }) };
    const found = { isRemoved: false, ...behind, ...named, ...where };
    const coupons = await this.coupons.findBy(found, { order: { id: 'DESC' }, limit });
    return this.countedAll(coupons);
  }

  /** The coupon of that code and its uses, or null when there is none. */
  async withCode(code: string): Promise<{ readonly written: WrittenCoupon; readonly used: UsedCoupon } | null> {
    const [coupon] = await this.coupons.findBy({ isRemoved: false, code });
    return coupon ? { written: coupon.coupon, used: (await this.counted(coupon)).used } : null;
  }

  private async counted(coupon: Coupon): Promise<CountedCoupon> {
    const used = (await this.uses.of([coupon.id])).get(coupon.id);
    return { coupon, used: used ?? unused };
  }

  private async countedAll(coupons: readonly Coupon[]): Promise<CountedCoupon[]> {
    const used = await this.uses.of(coupons.map(({ id }) => id));
    return coupons.map((coupon) => ({ coupon, used: used.get(coupon.id) ?? unused }));
  }
}

function randomCodes(count: number, prefix: string): string[] {
  const codes = new Set<string>();
  while (codes.size < count) codes.add(randomCouponCode(prefix));
  return [...codes];
}

/** The same ids for the same first one, all of its time, in the order they are listed in backwards. */
function idsFor(count: number, first: string): string[] {
  const timeLength = 'xxxxxxxx-xxxx-'.length;
  const further = (index: number) => first.slice(0, timeLength) + seedId(`${first}/${index}`).slice(timeLength);
  return Array.from({ length: count }, (_, index) => (index === 0 ? first : further(index))).sort();
}

function present(coupon: Coupon): Coupon {
  if (coupon.isRemoved) throw refuse(NotFound);
  return coupon;
}

function changeable(coupon: Coupon, who: Principal): Coupon {
  requireChangeable(present(coupon).coupon.outletIds, who);
  return coupon;
}
