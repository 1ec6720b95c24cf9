import { permissionsOf, type AccessClaims, type Permission, type Role } from '@chowk/contracts/envelope';

/** Who calls: made of a verified access token and of nothing else. */
export class Principal {
  readonly kind: AccessClaims['kind'];
  /** Person, device, guest or machine. */
  readonly id: string;
  readonly tenantId: string;
  readonly roles: readonly Role[];
  readonly permissions: ReadonlySet<Permission>;
  /** Outlets a staff member or device is limited to. */
  readonly outlets: 'all' | readonly string[];
  /** Kitchen stations a device is paired for. */
  readonly stations: readonly string[];
  readonly sessionId: string;
  /** The paired tablet that calls, or on which a staff member acts by PIN. */
  readonly deviceId: string | undefined;
  /** Table session a guest belongs to. */
  readonly tableSessionId: string | undefined;

  constructor(claims: AccessClaims) {
    this.kind = claims.kind;
    this.id = claims.sub;
    this.tenantId = claims.tid;
    this.roles = claims.roles;
    this.permissions = permissionsOf(claims.roles);
    this.outlets = claims.outlets ?? 'all';
    this.stations = claims.stations ?? [];
    this.sessionId = claims.sid;
    this.deviceId = claims.device ?? (claims.kind === 'device' ? claims.sub : undefined);
    this.tableSessionId = claims.tableSession;
  }

  can(permission: Permission): boolean {
    return this.permissions.has(permission);
  }

  /**
   * Ids whose revocation ends what this caller may do: the auth-session's, and of a staff member who acts by PIN their own, since the
   * auth-session is the tablet's and goes on without them.
   */
  get revokedBy(): readonly string[] {
    return this.kind === 'staff' && this.deviceId !== undefined ? [this.sessionId, this.id] : [this.sessionId];
  }

  /** False for staff and devices limited to other outlets; the answer to them is 404, like for a missing thing. */
  mayEnter(outletId: string): boolean {
    return this.outlets === 'all' || this.outlets.includes(outletId);
  }
}
