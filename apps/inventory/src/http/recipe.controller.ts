import {
  addRecipeBody,
  changeRecipeBody,
  NotFound,
  NotYetAvailable,
  recipeAnswer,
  RecipeExists,
  UnknownReference,
  type AddRecipeBody,
  type ChangeRecipeBody,
} from '@chowk/contracts';
import {
  Answers,
  created,
  cutPage,
  decodeCursor,
  Idempotent,
  IfMatch,
  listQuery,
  page,
  Permit,
  Summary,
} from '@chowk/kit';
import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { KeepRecipes } from '../use-cases/keep-recipes.js';
import { recipeView } from './stock.view.js';

const recipesQuery = listQuery({});
const position = z.object({ id: z.uuid() });

@Controller('inventory/recipes')
export class RecipeController {
  constructor(private readonly keepRecipes: KeepRecipes) {}

  @Get()
  @Permit('inventory:read')
  @Summary('What sold things take out of the stock')
  @Answers(recipeAnswer.array())
  async list(@Query({ schema: recipesQuery }) { limit, cursor }: z.output<typeof recipesQuery>) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.keepRecipes.page({ after, limit: limit + 1 });
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => ({ id }));
    return page(items.map(recipeView), { nextCursor, limit });
  }

  @Post()
  @Permit('inventory:write')
  @Idempotent('accepted')
  @Summary('Write a recipe for an item, variant or modifier')
  @Answers(recipeAnswer, RecipeExists, UnknownReference, NotYetAvailable)
  async add(@Body({ schema: addRecipeBody }) body: AddRecipeBody) {
    const recipe = await this.keepRecipes.add(body);
    return created(recipeView(recipe), `/api/v1/inventory/recipes/${recipe.id}`);
  }

  @Patch(':id')
  @Permit('inventory:write')
  @Summary('Rewrite a recipe; orders that wait keep what they hold')
  @Answers(recipeAnswer, NotFound, UnknownReference)
  async change(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: changeRecipeBody }) body: ChangeRecipeBody,
    @IfMatch() expectedVersion: number | undefined,
  ) {
    return recipeView(await this.keepRecipes.change(id, body, expectedVersion));
  }
}
