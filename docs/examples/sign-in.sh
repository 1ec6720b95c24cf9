. docs/examples/place.sh
read -r access_token refresh_token <<< "$(sign_in)"

# 15 minutes later, or as soon as a call says AUTH_TOKEN_EXPIRED: one call renews both tokens, the old ones are used up
renewed=$(curl -sf "$GATEWAY/api/v1/auth/refresh" -H "$json" -d "{\"refreshToken\":\"$refresh_token\"}")
access_token=$(field data.accessToken <<< "$renewed")
refresh_token=$(field data.refreshToken <<< "$renewed")

roles=$(curl -sf "$GATEWAY/api/v1/auth/me" -H "authorization: Bearer $access_token" | field 'data.roles.join()')
echo "signed in as $roles, renewed"
