#!/bin/sh
# Says the settings of a new site, with a key and passwords nobody has seen.
#   sh docs/deploy/new-settings.sh debian groups.my-charity.org.uk      for /etc/evenings.env
#   sh docs/deploy/new-settings.sh containers groups.my-charity.org.uk  for .env beside compose.yaml
set -eu
kind=${1:-} host=${2:-}
case $kind in debian | containers) ;; *) echo "Say debian or containers, then the site's name." >&2; exit 1 ;; esac
case $host in '' | *[!a-z0-9.-]* | *.) echo "Then the site's name, such as groups.my-charity.org.uk." >&2; exit 1 ;; esac

password() { od -An -v -tx1 -N24 /dev/urandom | tr -d ' \n'; }
owner=$(password) app=$(password)

cat <<END
SECRET_KEY='$(head -c 48 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n')'
SITE_URL='https://$host'
# From your mail provider. In a password write %40 for @, %2F for /, %3A for : and %25 for %.
MAIL_URL=''
MAIL_FROM=''
# From: manage.py backup --new-key key.txt
BACKUP_RECIPIENT=''
OWNER_PASSWORD='$owner'
APP_PASSWORD='$app'
END
if [ "$kind" = containers ]; then
	echo "POSTGRES_PASSWORD='$(password)'"
	exit
fi
cat <<END
DATABASE_URL='postgres://peersupport_app:$app@localhost/peersupport'
DATABASE_OWNER_URL='postgres://peersupport_owner:$owner@localhost/peersupport'
REDIS_URL='redis://localhost:6379/0'
PRODUCTION='1'
TRUSTED_PROXIES='1'
VAR_DIR='/var/lib/evenings'
BACKUPS_DIR='/srv/backups'
END
