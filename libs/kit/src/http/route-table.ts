import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { z } from 'zod';
import {
  accessKey,
  answersKey,
  idempotentKey,
  summaryKey,
  type Access,
  type DeclaredAnswers,
  type IdempotencyNeed,
} from './declarations.js';
import { looseObjectIn } from './strictness.js';

/** A parameter of a route: where its value comes from, and what it must look like. */
export interface RouteParameter {
  readonly source: 'body' | 'query' | 'param';
  /** Field it is taken from; undefined: the whole body, query or path. */
  readonly name: string | undefined;
  readonly schema: z.ZodType | undefined;
}

/** Everything that was declared about one route. */
export interface Route {
  readonly controller: string;
  readonly handlerName: string;
  readonly method: string;
  /** Below the global prefix, with `:name` for parameters. */
  readonly path: string;
  readonly access: Access;
  readonly idempotency: IdempotencyNeed | undefined;
  readonly answers: DeclaredAnswers | undefined;
  readonly summary: string | undefined;
  readonly parameters: readonly RouteParameter[];
}

/** The routes of this service, read once at boot; refuses those that say too little. */
export class RouteTable {
  private readonly byHandler = new Map<object, Route>();

  constructor(discovery: DiscoveryService, scanner: MetadataScanner) {
    const faults: string[] = [];
    for (const { metatype, instance } of discovery.getControllers()) {
      if (typeof metatype !== 'function' || typeof instance !== 'object' || instance === null) continue;
      const prototype: object = Object.getPrototypeOf(instance);
      for (const name of scanner.getAllMethodNames(prototype)) {
        const handler: unknown = Reflect.get(prototype, name);
        if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
        const route = readRoute(metatype, name, handler, faults);
        if (route) this.byHandler.set(handler, route);
      }
    }
    if (faults.length > 0) throw new Error(`Routes that cannot be served:\n  ${faults.join('\n  ')}`);
  }

  /** What was declared about the route a handler serves. */
  of(handler: object): Route {
    const route = this.byHandler.get(handler);
    if (!route) throw new Error('This handler is not in the route table');
    return route;
  }

  all(): readonly Route[] {
    return [...this.byHandler.values()];
  }
}

function readRoute(controller: object, name: string, handler: object, faults: string[]): Route | undefined {
  const place = `${nameOf(controller)}.${name}`;
  const access = declared<Access>(accessKey, handler, controller);
  if (!access) {
    faults.push(`${place}: say who may call it with @Permit(...), @Public() or @NoTenant()`);
    return undefined;
  }
  const parameters = parametersOf(controller, name);
  for (const { source, schema, name: field } of parameters) {
    if (source !== 'param' && !schema)
      faults.push(`${place}: its ${source} has no schema; write @${titled(source)}({ schema })`);
    const loose = source !== 'param' && schema && looseObjectIn(schema);
    if (loose !== undefined && loose !== false) {
      faults.push(
        `${place}: its ${source} lets unknown fields pass at "${[field, loose].filter(Boolean).join('.')}"; use z.strictObject`,
      );
    }
  }
  const paths = [pathOf(controller), pathOf(handler)].join('/');
  return {
    controller: nameOf(controller),
    handlerName: name,
    method: RequestMethod[declared<number>(METHOD_METADATA, handler) ?? 0] ?? 'GET',
    path: `/${paths.split('/').filter(Boolean).join('/')}`,
    access,
    idempotency: declared<IdempotencyNeed>(idempotentKey, handler),
    answers: declared<DeclaredAnswers>(answersKey, handler),
    summary: declared<string>(summaryKey, handler),
    parameters,
  };
}

function declared<Value>(key: string, ...targets: readonly object[]): Value | undefined {
  for (const target of targets) {
    const value: Value | undefined = Reflect.getMetadata(key, target);
    if (value !== undefined) return value;
  }
  return undefined;
}

function pathOf(target: object): string {
  const path: unknown = Reflect.getMetadata(PATH_METADATA, target);
  return Array.isArray(path) ? String(path[0]) : String(path ?? '');
}

/** Nest keys its parameters `<kind>:<index>`; these are its kinds. */
const sources: Readonly<Record<string, RouteParameter['source']>> = { '3': 'body', '4': 'query', '5': 'param' };

function parametersOf(controller: object, name: string): RouteParameter[] {
  const declaredParameters: Record<string, { data?: unknown; schema?: unknown }> =
    Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {};
  return Object.entries(declaredParameters).flatMap(([key, { data, schema }]) => {
    const source = sources[key.split(':')[0] ?? ''];
    if (!source) return [];
    return [
      {
        source,
        name: typeof data === 'string' ? data : undefined,
        schema: schema instanceof z.ZodType ? schema : undefined,
      },
    ];
  });
}

function nameOf(target: object): string {
  return (target as Type).name;
}

function titled(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
