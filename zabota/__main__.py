from zabota.site.command_line import main

main()
