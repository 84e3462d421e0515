#!/bin/sh
# read-only.sh FOLDER APP COMMAND...: runs a command as ECS runs the container, in a view of the machine of its own.
# FOLDER/app is APP, FOLDER/data is writable for user 1654 and nothing else is; the current directory is FOLDER/empty. Needs root, and unshare around it.
set -e
folder=$1 app=$2
shift 2
chmod 0755 "$folder"
mount --make-rprivate /
mount --bind "$app" "$folder/app"
mount -t tmpfs -o mode=0700,uid=1654,gid=1654 tmpfs "$folder/data"
cut -d ' ' -f 5 /proc/self/mountinfo | sort -u | while read -r point; do
    case $point in
        "$folder/data" | /proc | /proc/* | /sys | /sys/* | /dev | /dev/*) ;;
        *) mount -o remount,bind,ro "$point" ;;
    esac
done
cd "$folder/empty"
exec setpriv --reuid 1654 --regid 1654 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
